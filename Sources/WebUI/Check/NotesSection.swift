/// What the reader should know of how the result came about.
struct NotesSection {
    let notes: [String]
    let limits: PageLimits

    var html: HTML {
        PageSection.html("notes", "Notes") {
            if notes.isEmpty {
                PageSection.nothing("Nothing to note.")
            } else {
                Tag.ul(.class("notes")) {
                    for note in notes.prefix(limits.notes) { Tag.li { Tag.bdi { Words.cut(note, to: 300) } } }
                }
                Omission.note(
                    shown: min(limits.notes, notes.count), of: notes.count, "notes", by: "the first ones")
            }
        }
    }
}
