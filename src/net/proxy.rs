//! Through whom a host is reached.

use std::fmt;

use ureq::Proxy;

use super::address::Address;

/// The proxies that the environment names, by the variables that most programs agree on, in lower or upper case.
///
/// `HTTPS_PROXY` serves `https` URLs, `HTTP_PROXY` serves `http` URLs, `ALL_PROXY` both where the others are not set.
/// `NO_PROXY` lists hosts, with `,` between them, that are reached directly: `example.org` and all below it,
/// `.example.org` for those below only, `host:port`, or `*` for everything. This machine itself is always reached directly.
#[derive(Clone, Default)]
pub struct Proxies {
    plain: Option<String>,
    secure: Option<String>,
    all: Option<String>,
    direct: Vec<String>,
}

/// A proxy cannot be used as it is named. The text is not quoted, since a password may stand in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a proxy is `http://host:port`, `https://host:port`, `socks4://host:port` or `socks5://host:port`")]
pub struct ProxyError;

impl Proxies {
    /// As the variables say that `variable` gives; empty ones are not set.
    pub fn told(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        let either = |name: &str| set(&name.to_ascii_lowercase()).or_else(|| set(name));
        let direct = either("NO_PROXY").unwrap_or_default();
        Self {
            plain: either("HTTP_PROXY"),
            secure: either("HTTPS_PROXY"),
            all: either("ALL_PROXY"),
            direct: direct.split(',').map(|host| host.trim().to_ascii_lowercase()).collect(),
        }
    }

    /// The proxy that leads to an address; `None`: it is reached directly.
    pub(super) fn towards(&self, address: &Address) -> Result<Option<Proxy>, ProxyError> {
        if is_this_machine(address.host()) || self.direct.iter().any(|entry| covers(entry, address)) {
            return Ok(None);
        }
        let own = if address.is_secure() { &self.secure } else { &self.plain };
        own.as_deref().or(self.all.as_deref()).map(proxy).transpose()
    }
}

/// A proxy as it is named. One without a scheme speaks HTTP.
pub(super) fn proxy(text: &str) -> Result<Proxy, ProxyError> {
    Proxy::new(text.trim()).map_err(|_| ProxyError)
}

fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
}

/// Whether an entry of `NO_PROXY` covers an address.
fn covers(entry: &str, address: &Address) -> bool {
    let (host, port) = match entry.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !port.is_empty() => {
            (host, port.parse().ok())
        }
        _ => (entry, None),
    };
    if port.is_some_and(|port: u16| port != address.port()) {
        return false;
    }
    let parent = host.strip_prefix("*.").or_else(|| host.strip_prefix('.'));
    match parent {
        _ if host == "*" => true,
        Some(parent) => is_below(address.host(), parent),
        None => !host.is_empty() && (address.host() == host || is_below(address.host(), host)),
    }
}

fn is_below(host: &str, parent: &str) -> bool {
    !parent.is_empty() && host.strip_suffix(parent).is_some_and(|rest| rest.ends_with('.'))
}

/// Proxies may be named with passwords.
impl fmt::Debug for Proxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxies").field("direct", &self.direct).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(set: &[(&str, &str)]) -> Proxies {
        Proxies::told(|name| set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    fn towards(proxies: &Proxies, url: &str) -> Option<String> {
        let proxy = proxies.towards(&Address::parse(url).expect("a URL")).expect("a proxy");
        proxy.map(|proxy| format!("{}:{}", proxy.host(), proxy.port()))
    }

    #[test]
    fn each_scheme_has_its_own_variable() {
        let both = proxies(&[("http_proxy", "http://plain:1"), ("HTTPS_PROXY", "secure:2")]);
        assert_eq!(towards(&both, "http://example.org/").as_deref(), Some("plain:1"));
        assert_eq!(towards(&both, "https://example.org/").as_deref(), Some("secure:2"));
        let all = proxies(&[("ALL_PROXY", "socks5://all"), ("HTTPS_PROXY", " ")]);
        assert_eq!(towards(&all, "https://example.org/").as_deref(), Some("all:1080"));
        assert!(
            proxies(&[("ALL_PROXY", "gopher://x")])
                .towards(&Address::parse("http://a/").expect("a URL"))
                .is_err()
        );
    }

    #[test]
    fn some_hosts_are_reached_directly() {
        let list = "example.org, .below.net,*.star.net,10.0.0.1,port.org:8080";
        let some = proxies(&[("HTTP_PROXY", "http://p:1"), ("NO_PROXY", list)]);
        for (url, is_direct) in [
            ("http://example.org/", true),
            ("http://a.example.org/", true),
            ("http://badexample.org/", false),
            ("http://below.net/", false),
            ("http://a.below.net/", true),
            ("http://a.star.net/", true),
            ("http://10.0.0.1:9090/", true),
            ("http://10.0.0.12/", false),
            ("http://port.org/", false),
            ("http://port.org:8080/", true),
            ("http://localhost:9090/", true),
            ("http://127.0.0.2/", true),
            ("http://[::1]/", true),
        ] {
            assert_eq!(towards(&some, url).is_none(), is_direct, "{url}");
        }
        let none = proxies(&[("HTTP_PROXY", "http://p:1"), ("no_proxy", "*")]);
        assert_eq!(towards(&none, "http://example.org/"), None);
    }

    #[test]
    fn passwords_of_proxies_are_not_shown() {
        let secret = proxies(&[("HTTP_PROXY", "http://ada:hunter2@p:1")]);
        assert!(!format!("{secret:?}").contains("hunter2"));
    }
}
