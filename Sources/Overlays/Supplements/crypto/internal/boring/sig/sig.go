package sig

// Marks that Go leaves in the code of programs, for those who look which cryptography they have.
// They do nothing.

func BoringCrypto()   {}
func FIPSOnly()       {}
func StandardCrypto() {}
