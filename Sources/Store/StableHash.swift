/// A number of 64 bits for some text, the same in every process and version (FNV-1a by Fowler, Noll and Vo, and the last steps
/// of Appleby's MurmurHash3, which spread it).
package func stableHash(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return spread(hash)
}

/// Other bits for every change of one (the last steps of MurmurHash3).
func spread(_ bits: UInt64) -> UInt64 {
    var hash = bits
    hash = (hash ^ hash >> 33) &* 0xFF51_AFD7_ED55_8CCD
    hash = (hash ^ hash >> 33) &* 0xC4CE_B9FE_1A85_EC53
    return hash ^ hash >> 33
}
