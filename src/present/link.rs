//! Where the page of a rule is.

/// The repository of deming, where its package names one.
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// The tool's own address, where it has one.
pub fn tool() -> Option<&'static str> {
    (!REPOSITORY.is_empty()).then_some(REPOSITORY)
}

/// The address of a rule's page, where there is one: other people's repositories hold no copy to link to.
pub fn rule(code: &str) -> Option<String> {
    tool().map(|repository| rule_in(repository, code))
}

fn rule_in(repository: &str, code: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let repository = repository.trim_end_matches('/');
    format!("{repository}/blob/v{version}/RULES.md#{}", code.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_has_an_anchor_on_the_page_of_its_version() {
        let link = rule_in("https://forge.example/o/deming/", "D103");
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(link, format!("https://forge.example/o/deming/blob/v{version}/RULES.md#d103"));
    }
}
