//! Filling a template of the rules: `{name}` stands for a value. Filled once, from left to right, so that a value that
//! itself holds braces stays as it is.

/// The template with each `{name}` replaced by what `value` gives for it; a brace without its end stays.
pub fn fill(template: &str, mut value: impl FnMut(&str) -> String) -> String {
    let mut out = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        out.push_str(&value(name));
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn a_value_with_braces_is_not_filled_again() {
        let filled = fill("№ {number}, {date}{", |name| if name == "number" { "{date}".into() } else { "1".into() });
        assert_eq!(filled, "№ {date}, 1{");
    }
}
