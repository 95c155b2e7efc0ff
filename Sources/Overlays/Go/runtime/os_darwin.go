package runtime

// GOOS is the operating system that the program was compiled for.
const GOOS string = "darwin"
