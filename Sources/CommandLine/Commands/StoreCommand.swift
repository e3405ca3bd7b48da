package import ArgumentParser

/// `assay store`: what keeps a store in order.
package struct StoreCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "store",
        abstract: "Delete rows, apply retention, back up, restore, copy, examine and mend a store.",
        discussion: "These commands open the store's file, so no server may have it open; backup can also ask the server.",
        subcommands: [Delete.self, Retain.self, Compact.self, Backup.self, Restore.self, Copy.self, Verify.self, Rebuild.self])

    package init() {}
}
