package maps

// Use64BitHash tells that hashes have 64 bits.
const Use64BitHash = true
