// Functions of this package without a body are bound to the run time by //tricolor: directives.
// This file tells the front end that such functions may be here; nothing in it is assembled.
