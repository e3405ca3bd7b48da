// SwiftPM needs a source file to make a target of a header.
