// The command: everything lives in Commands, where tests reach it.
import Commands

TricolorCommand.runProcess()
