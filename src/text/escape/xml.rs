//! Text inside an XML 1.0 document.

/// What stands for a character that XML 1.0 has no way to write, not even as a reference.
const REPLACEMENT: char = '\u{fffd}';

/// The text between two tags. Line breaks and tabs stay; what XML 1.0 cannot hold (section 2.2 of the
/// recommendation) becomes the replacement character.
pub fn xml_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            // `]]>` may not stand in text.
            '>' => out.push_str("&gt;"),
            // A reader would make a line feed of a bare carriage return.
            '\r' => out.push_str("&#13;"),
            _ => out.push(legal(c)),
        }
    }
    out
}

/// The text between the double quotes of an attribute. Readers make a space of a bare line break or tab there, so
/// these are written as references.
pub fn xml_attribute(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in xml_text(text).chars() {
        match c {
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            _ => out.push(c),
        }
    }
    out
}

fn legal(c: char) -> char {
    match c {
        '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}' => c,
        _ => REPLACEMENT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_written_out() {
        assert_eq!(xml_text("a < b && c ]]> \"d\""), "a &lt; b &amp;&amp; c ]]&gt; \"d\"");
        assert_eq!(xml_attribute("\"a\"\n\tb\r"), "&quot;a&quot;&#10;&#9;b&#13;");
    }

    #[test]
    fn what_xml_cannot_hold_is_replaced() {
        assert_eq!(xml_text("a\0b\u{1b}[31m\u{b}\u{ffff}"), "a\u{fffd}b\u{fffd}[31m\u{fffd}\u{fffd}");
        assert_eq!(xml_text("Größe 😀\u{85}"), "Größe 😀\u{85}");
    }
}
