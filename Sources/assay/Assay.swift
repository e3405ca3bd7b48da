import ArgumentParser
import CommandLine

/// The program: everything else is in `CommandLine`, where tests reach it.
@main enum Assay {
    static func main() async {
        await AssayCommand.main()
    }
}
