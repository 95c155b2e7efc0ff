package debug

// BuildInfo says what a program was built from.
type BuildInfo struct {
	GoVersion string         `json:",omitempty"`
	Path      string         `json:",omitempty"` // of the main package
	Main      Module         `json:""`           // which contains the main package
	Deps      []*Module      `json:",omitempty"` // other modules
	Settings  []BuildSetting `json:",omitempty"`
}

// Module is one module of a build.
type Module struct {
	Path    string  `json:",omitempty"`
	Version string  `json:",omitempty"`
	Sum     string  `json:",omitempty"`
	Replace *Module `json:",omitempty"` // what stands in its place
}

// BuildSetting is how the build was told to go.
type BuildSetting struct {
	Key   string `json:",omitempty"`
	Value string `json:",omitempty"`
}

// The text of the build's information, as BuildInfo.String writes it; the compiler sets it where
// it knows of modules.
var buildText string

// ReadBuildInfo is what the program was built from; false if that is not known.
func ReadBuildInfo() (info *BuildInfo, ok bool) {
	if buildText == "" {
		return nil, false
	}
	info, err := ParseBuildInfo(buildText)
	return info, err == nil
}

// String writes one line for each fact: its name, and behind tabs its parts.
func (bi *BuildInfo) String() string {
	var text []byte
	line := func(parts ...string) {
		for i, part := range parts {
			if i > 0 {
				text = append(text, '\t')
			}
			text = append(text, part...)
		}
		text = append(text, '\n')
	}
	if bi.GoVersion != "" {
		line("go", bi.GoVersion)
	}
	if bi.Path != "" {
		line("path", bi.Path)
	}
	module := func(name string, m Module) {
		line(name, m.Path, m.Version, m.Sum)
		if m.Replace != nil {
			line("=>", m.Replace.Path, m.Replace.Version, m.Replace.Sum)
		}
	}
	if bi.Main != (Module{}) {
		module("mod", bi.Main)
	}
	for _, m := range bi.Deps {
		module("dep", *m)
	}
	for _, s := range bi.Settings {
		line("build", quoted(s.Key, "= \t\r\n\"`")+"="+quoted(s.Value, " \t\r\n\"`"))
	}
	return string(text)
}

// buildInfoError says which line cannot be understood.
type buildInfoError struct {
	line int
	why  string
}

func (e *buildInfoError) Error() string {
	return "could not parse Go build info: line " + decimal(e.line) + ": " + e.why
}

// ParseBuildInfo reads what BuildInfo.String has written, but for the version of Go.
func ParseBuildInfo(data string) (bi *BuildInfo, err error) {
	bi = new(BuildInfo)
	var last *Module // the one that a line with => is about
	for number := 1; data != ""; number++ {
		var text string
		text, data, _ = cut(data, '\n')
		name, rest, _ := cut(text, '\t')
		why := ""
		switch name {
		case "path":
			bi.Path = rest
		case "mod":
			last = &bi.Main
			*last, why = parseModule(rest)
		case "dep":
			last = new(Module)
			bi.Deps = append(bi.Deps, last)
			*last, why = parseModule(rest)
		case "=>":
			if last == nil {
				why = "replacement with no module on previous line"
				break
			}
			last.Replace = new(Module)
			*last.Replace, why = parseModule(rest)
			last = nil
		case "build":
			var setting BuildSetting
			setting, why = parseSetting(rest)
			bi.Settings = append(bi.Settings, setting)
		}
		if why != "" {
			return nil, &buildInfoError{number, why}
		}
	}
	return bi, nil
}

func parseModule(text string) (m Module, why string) {
	path, rest, isMore := cut(text, '\t')
	if !isMore {
		return m, "expected 2 or 3 columns; got 1"
	}
	version, sum, _ := cut(rest, '\t')
	return Module{Path: path, Version: version, Sum: sum}, ""
}

func parseSetting(text string) (s BuildSetting, why string) {
	if text == "" {
		return s, "build line missing '='"
	}
	key, rest, ok := unquoted(text, '=')
	if !ok || len(rest) == 0 || rest[0] != '=' {
		return s, "build line missing '='"
	}
	value, rest, ok := unquoted(rest[1:], 0)
	if !ok || rest != "" {
		return s, "invalid quoted value"
	}
	if key == "" {
		return s, "empty key"
	}
	return BuildSetting{Key: key, Value: value}, ""
}
