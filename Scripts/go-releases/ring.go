// Writes a program that refers to every exported function, variable and type of the packages that
// are named, and thereby to all methods; generic ones are left out. The library is that of the Go
// that runs this.
package main

import (
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"log"
	"os"
	"strings"
)

func main() {
	library := importer.ForCompiler(token.NewFileSet(), "source", nil)
	var imports, uses strings.Builder
	for number, path := range os.Args[1:] {
		p, err := library.Import(path)
		if err != nil {
			log.Fatal(err)
		}
		name := fmt.Sprint("p", number)
		fmt.Fprintf(&imports, "\t%s %q\n", name, path)
		for _, member := range p.Scope().Names() {
			object := p.Scope().Lookup(member)
			if !object.Exported() || isGeneric(object.Type()) {
				continue
			}
			switch object.(type) {
			case *types.Func:
				fmt.Fprintf(&uses, "\tsink = %s.%s\n", name, member)
			case *types.Var:
				fmt.Fprintf(&uses, "\tsink = &%s.%s\n", name, member)
			case *types.TypeName:
				if !isConstraint(object.Type()) {
					fmt.Fprintf(&uses, "\tsink = new(%s.%s)\n", name, member)
				}
			}
		}
	}
	fmt.Printf("package main\n\nimport (\n%s)\n\nvar sink any\n\nfunc main() {\n", &imports)
	fmt.Printf("%s\tprintln(\"every name is there\")\n}\n", &uses)
}

// isGeneric tells whether a function or type has type parameters.
func isGeneric(t types.Type) bool {
	switch t := types.Unalias(t).(type) {
	case *types.Signature:
		return t.TypeParams() != nil
	case *types.Named:
		return t.TypeParams() != nil
	}
	return false
}

// isConstraint tells whether no variable can have the type.
func isConstraint(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	return ok && !i.IsMethodSet()
}
