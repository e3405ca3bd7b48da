/// A whole document: one file that holds all it needs and may fetch nothing.
struct PageFrame {
    let title: String
    let nonce: Nonce
    /// Left out where only our own part of the page matters.
    let includesAssets: Bool
    let data: JSON
    let body: HTML

    var html: String {
        let document = Tag.html(Attribute("lang", "en")) {
            Tag.head {
                Tag.meta(Attribute("charset", "utf-8"))
                Tag.meta(Attribute("http-equiv", "Content-Security-Policy"), Attribute("content", policy))
                Tag.meta(Attribute("name", "viewport"), Attribute("content", "width=device-width, initial-scale=1"))
                Tag.meta(Attribute("name", "color-scheme"), Attribute("content", "light dark"))
                Tag.meta(Attribute("name", "referrer"), Attribute("content", "no-referrer"))
                Tag.title { title }
                HTML(rawText: includesAssets ? Asset.styles : "", in: .style, [])
            }
            Tag.body {
                body
                HTML(rawText: data.text, in: .script, [Attribute("type", "application/json"), .id("data")])
                HTML(rawText: includesAssets ? Asset.chartLibrary : "", in: .script, [Attribute("nonce", nonce.text)])
                HTML(rawText: includesAssets ? Asset.script : "", in: .script, [Attribute("nonce", nonce.text)])
            }
        }
        return "<!DOCTYPE html>\n" + document.markup
    }

    /// Nothing from anywhere, except our scripts and styles in the page itself. Styles need `unsafe-inline` because the
    /// chart library sets them on its tooltips.
    private var policy: String {
        "default-src 'none'; script-src 'nonce-\(nonce.text)'; style-src 'unsafe-inline'; img-src data:; "
            + "base-uri 'none'; form-action 'none'"
    }
}
