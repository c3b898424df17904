//! The form of the house, kept by a test because nobody keeps it by heart: arrows point down, files and functions fit
//! in the head, nothing is left half done, no machine shows through, and every text is there in every language.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use fluent_bundle::FluentResource;
use qazyna::domain::defect::Code;
use qazyna::domain::lang::Lang;
use qazyna::eds::cause::{Cause, Trouble};
use qazyna::signatures::lists;

const FILE_LIMIT: usize = 450;
const FUNCTION_LIMIT: usize = 90;

/// The modules of the crate and those that each may use. A new module has its place here or is not there.
const SHELL: &[&str] = &["main", "lib", "cli", "daemon", "inbox", "outbox", "signatures", "tick"];
const BELOW: &[(&str, &[&str])] = &[
    // a page is no command: what both say stands in `telling`
    (
        "web",
        &[
            "daemon",
            "signatures",
            "telling",
            "texts",
            "stage",
            "store",
            "format",
            "eds",
            "config",
            "domain",
            "clock",
            "disk",
        ],
    ),
    ("telling", &["texts", "stage", "store", "format", "domain", "disk"]),
    ("texts", &["eds", "domain"]),
    ("stage", &["store", "format", "eds", "config", "domain", "clock", "disk"]),
    ("store", &["domain", "clock", "faults"]),
    ("format", &["domain"]),
    ("eds", &["domain"]),
    ("config", &["domain"]),
    ("clock", &["domain"]),
    ("disk", &["faults"]),
    ("faults", &[]),
    ("domain", &[]),
];
/// Macros that stand at the root of the crate, and the module that they belong to.
const MACROS: &[(&str, &str)] = &[("binds", "store")];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of `src`, with its module's path: `["stage", "intake"]`, `["stage"]` for `stage/mod.rs`, `["lib"]`.
struct Source {
    name: String,
    module: Vec<String>,
    text: String,
}

impl Source {
    /// Its lines without comments and without what is compiled for tests alone, numbered from 1.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let mut lines = self.text.lines().enumerate().map(|(i, line)| (i + 1, line));
        std::iter::from_fn(move || {
            loop {
                let (number, line) = lines.next()?;
                let indent = &line[..line.len() - line.trim_start().len()];
                if line.trim_start().starts_with("#[cfg(test)]") {
                    // the item ends at its closing brace, or at once with a semicolon
                    let end = format!("{indent}}}");
                    let _ = lines.find(|(_, l)| {
                        l.starts_with(&end)
                            || (l.ends_with(';') && l.starts_with(indent) && !l[indent.len()..].starts_with(' '))
                    });
                } else if !line.trim_start().starts_with("//") {
                    return Some((number, line));
                }
            }
        })
    }

    /// The modules that it declares for tests alone.
    fn test_modules(&self) -> impl Iterator<Item = Vec<String>> {
        let pairs = self.text.lines().zip(self.text.lines().skip(1));
        pairs.filter(|(first, _)| first.trim() == "#[cfg(test)]").filter_map(|(_, second)| {
            let name = second.trim().strip_suffix(';')?.rsplit_once("mod ")?.1;
            let mut module = if self.module == ["lib"] { Vec::new() } else { self.module.clone() };
            module.push(name.to_owned());
            Some(module)
        })
    }
}

/// The files of `src` without those that are modules of tests.
fn sources() -> Vec<Source> {
    let mut all = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let inside = path.strip_prefix(root().join("src")).unwrap().with_extension("");
                let mut module: Vec<String> = inside.iter().map(|p| p.to_str().unwrap().to_owned()).collect();
                if module.last().is_some_and(|m| m == "mod") {
                    module.pop();
                }
                let name = path.strip_prefix(root()).unwrap().display().to_string();
                all.push(Source { name, module, text: std::fs::read_to_string(&path).unwrap() });
            }
        }
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    let tests: Vec<Vec<String>> = all.iter().flat_map(Source::test_modules).collect();
    all.retain(|s| !tests.iter().any(|t| s.module.starts_with(t)));
    all
}

fn tracked() -> Vec<PathBuf> {
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output();
    match listed {
        Ok(done) if done.status.success() => {
            let names = String::from_utf8(done.stdout).unwrap();
            names.split('\0').filter(|n| !n.is_empty()).map(|n| root().join(n)).filter(|p| p.is_file()).collect()
        }
        // a copy without its history: all that lies there, but for what is built
        _ => {
            let mut found = Vec::new();
            let mut folders = vec![root().to_owned()];
            while let Some(folder) = folders.pop() {
                for entry in std::fs::read_dir(folder).unwrap() {
                    let path = entry.unwrap().path();
                    let built = ["target", ".git"].iter().any(|n| path == root().join(n));
                    match path.is_dir() {
                        true if !built => folders.push(path),
                        false => found.push(path),
                        true => {}
                    }
                }
            }
            found
        }
    }
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// `a::{b, c::{d, e}}` as `a::b`, `a::c::d`, `a::c::e`.
fn spread(tree: &str) -> Vec<String> {
    let Some((before, rest)) = tree.split_once('{') else {
        return vec![tree.trim().to_owned()];
    };
    let inside = rest.rsplit_once('}').map_or(rest, |(inside, _)| inside);
    let mut depth = 0;
    let parts = inside.split(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    });
    let parts = parts.filter(|p| !p.trim().is_empty());
    parts.flat_map(spread).map(|path| format!("{}{path}", before.trim())).collect()
}

/// What a file names of its own crate: its `use` lines and the paths in its code, from the crate's root.
fn named(source: &Source) -> BTreeSet<Vec<String>> {
    let code: String = source.code().flat_map(|(_, line)| [line, "\n"]).collect();
    let mut found = BTreeSet::new();
    for start in ["crate::", "super::"] {
        for (at, _) in code.match_indices(start) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '$')) {
                continue;
            }
            let rest = &code[at..];
            let is_use = code[..at].trim_end_matches(['\n', ' ']).ends_with("use");
            let inside_of_word = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
            let end = if is_use { rest.find(';') } else { rest.find(|c| !inside_of_word(c)) };
            for path in spread(&rest[..end.unwrap_or(rest.len())]) {
                found.insert(from_root(&source.module, &path));
            }
        }
    }
    found
}

fn from_root(module: &[String], path: &str) -> Vec<String> {
    let mut here = module.to_vec();
    let mut rest = path;
    if let Some(after) = rest.strip_prefix("crate::") {
        here.clear();
        rest = after;
    }
    while let Some(after) = rest.strip_prefix("super::") {
        here.pop();
        rest = after;
    }
    let words = rest.split("::").map(|w| w.split_whitespace().next().unwrap_or_default());
    here.extend(words.map(str::to_owned));
    here
}

/// The module of the first level that a path belongs to.
fn owner(path: &[String]) -> &str {
    let first = path[0].as_str();
    MACROS.iter().find(|(name, _)| *name == first).map_or(first, |(_, module)| module)
}

#[test]
fn an_arrow_between_layers_points_down() {
    let below: BTreeMap<&str, &[&str]> = BELOW.iter().copied().collect();
    let mut faults = Vec::new();
    for source in sources() {
        let from = source.module[0].as_str();
        if SHELL.contains(&from) {
            continue;
        }
        let Some(may) = below.get(from) else {
            faults.push(format!("{}: `{from}` has no layer; give it one in tests/tidy.rs", source.name));
            continue;
        };
        for path in named(&source) {
            let to = owner(&path);
            if to != from && !may.contains(&to) {
                faults.push(format!("{}: `{from}` may not use `{}`", source.name, path.join("::")));
            }
        }
    }
    none(&faults);
}

#[test]
fn no_stage_uses_another() {
    let all = sources();
    let mut stages: BTreeSet<&str> =
        all.iter().filter(|s| s.module[0] == "stage").filter_map(|s| s.module.get(1)).map(String::as_str).collect();
    assert!(stages.contains("intake"), "the stages were not found");
    stages.remove("electronic"); // what is the same in every act of a signature; it uses no stage
    let mut faults = Vec::new();
    for source in all.iter().filter(|s| s.module[0] == "stage" && s.module.len() > 1) {
        for path in named(source) {
            let other = path.get(1).filter(|other| path[0] == "stage" && **other != source.module[1]);
            if other.is_some_and(|other| stages.contains(other.as_str())) {
                faults.push(format!("{}: uses the stage `{}`", source.name, path.join("::")));
            }
        }
    }
    none(&faults);
}

#[test]
fn files_and_functions_fit_in_the_head() {
    let mut faults = Vec::new();
    for source in sources() {
        let lines: Vec<&str> = source.text.lines().collect();
        if lines.len() > FILE_LIMIT {
            faults.push(format!("{}: {} lines, at most {FILE_LIMIT}; it has two subjects", source.name, lines.len()));
        }
        for (i, line) in lines.iter().enumerate() {
            let text = line.trim_start();
            let head = text.split_once("fn ").map(|(before, _)| before);
            let words = ["pub", "const", "async", "pub(super)", "pub(crate)"];
            if !head.is_some_and(|h| h.split(' ').all(|w| w.is_empty() || words.contains(&w) || w.starts_with("pub(")))
            {
                continue;
            }
            // the formatter puts the closing brace under the first word
            let end = format!("{}}}", &line[..line.len() - text.len()]);
            let length = lines[i..].iter().position(|l| *l == end).map_or(1, |n| n + 1);
            if !text.ends_with(';') && !text.ends_with('}') && length > FUNCTION_LIMIT {
                faults.push(format!("{}:{}: {length} lines, at most {FUNCTION_LIMIT}: {text}", source.name, i + 1));
            }
        }
    }
    none(&faults);
}

#[test]
fn nothing_is_left_half_done() {
    // spelled in two pieces, so that this file does not hold what it looks for
    let calls = [[".unwrap", "()"], [".expect", "("], ["todo", "!("], ["unimplemented", "!("]].map(|w| w.concat());
    let marks = [["FIX", "ME"], ["XX", "X"], ["TO", "DO"]].map(|w| w.concat());
    let mut faults = Vec::new();
    for source in sources() {
        for (number, line) in source.code() {
            for call in calls.iter().filter(|call| line.contains(call.as_str())) {
                faults.push(format!("{}:{number}: `{call}`: {}", source.name, line.trim()));
            }
        }
        for (i, line) in source.text.lines().enumerate() {
            let mut words = line.split(|c: char| !c.is_alphanumeric());
            if words.any(|w| marks.iter().any(|m| m == w)) {
                faults.push(format!("{}:{}: a mark of unfinished work: {}", source.name, i + 1, line.trim()));
            }
        }
    }
    none(&faults);
}

#[test]
fn each_source_file_says_what_it_is_for() {
    let silent = sources().into_iter().filter(|s| !s.text.starts_with("//! "));
    none(&silent.map(|s| format!("{}: does not open with `//!`", s.name)).collect::<Vec<_>>());
}

#[test]
fn no_path_of_a_machine_shows_through() {
    let folders = ["work", "root", "home"].map(|name| format!("/{name}/"));
    let mut faults = Vec::new();
    for path in tracked() {
        let bytes = std::fs::read(&path).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for (i, line) in text.lines().enumerate().filter(|(_, l)| folders.iter().any(|f| l.contains(f))) {
            faults.push(format!("{}:{}: {line}", path.strip_prefix(root()).unwrap().display(), i + 1));
        }
    }
    none(&faults);
}

/// The messages of a language by id: the variables that each uses.
fn messages(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let file = format!("config/texts/{}.ftl", lang.word());
    let text = std::fs::read_to_string(root().join(&file)).unwrap();
    if let Err((_, errors)) = FluentResource::try_new(text.clone()) {
        panic!("{file}: {errors:?}");
    }
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut id = String::new();
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        let head = line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()));
        if let Some((name, _)) = head {
            id = name.trim().to_owned();
            assert!(found.insert(id.clone(), BTreeSet::new()).is_none(), "{file}: `{id}` stands there twice");
        }
        let names = line.split('$').skip(1).map(|rest| rest.split([' ', '}']).next().unwrap_or_default().to_owned());
        found.entry(id.clone()).or_default().extend(names);
    }
    found.remove("");
    found
}

#[test]
fn each_text_is_there_in_every_language_with_the_same_variables() {
    let folder = std::fs::read_dir(root().join("config/texts")).unwrap();
    assert_eq!(folder.count(), Lang::ALL.len(), "one file a language");
    let first = messages(Lang::ALL[0]);
    let mut faults = Vec::new();
    for lang in Lang::ALL {
        let texts = messages(lang);
        let ids: BTreeSet<&String> = first.keys().chain(texts.keys()).collect();
        for id in ids.into_iter().filter(|id| first.get(*id) != texts.get(*id)) {
            let (a, b) = (Lang::ALL[0].word(), lang.word());
            faults.push(format!("`{id}`: in {a} {:?}, in {b} {:?}", first.get(id), texts.get(id)));
        }
    }
    none(&faults);
}

#[test]
fn each_defect_has_its_text_and_each_such_text_its_defect() {
    let known: BTreeSet<String> = Code::ALL.iter().map(|code| format!("defect-{code}")).collect();
    let mut faults = Vec::new();
    for lang in Lang::ALL {
        let texts: BTreeSet<String> = messages(lang).into_keys().filter(|id| id.starts_with("defect-")).collect();
        faults.extend(known.difference(&texts).map(|id| format!("{}: `{id}` is missing", lang.word())));
        faults.extend(texts.difference(&known).map(|id| format!("{}: `{id}` belongs to no defect", lang.word())));
    }
    none(&faults);
}

#[test]
fn each_cause_of_a_signature_has_its_text_and_each_such_text_its_cause() {
    let known: BTreeSet<String> = Cause::ALL.iter().map(|cause| format!("eds-cause-{cause}")).collect();
    assert_eq!(known.len(), Cause::ALL.len(), "two causes have one word");
    for lang in Lang::ALL {
        let texts: BTreeSet<String> = messages(lang).into_keys().filter(|id| id.starts_with("eds-cause-")).collect();
        assert_eq!(known, texts, "{}", lang.word());
    }
}

#[test]
fn each_trouble_of_another_verifier_and_each_fault_of_a_list_has_its_text_and_no_other_is_there() {
    let known: BTreeSet<String> = Trouble::ALL.iter().map(|trouble| format!("verifier-down-{trouble}")).collect();
    for lang in Lang::ALL {
        let texts: BTreeSet<String> =
            messages(lang).into_keys().filter(|id| id.starts_with("verifier-down-")).collect();
        assert_eq!(known, texts, "{}", lang.word());
        let faults: BTreeSet<String> = messages(lang).into_keys().filter(|id| id.starts_with("list-fault-")).collect();
        assert_eq!(lists::WORDS.iter().map(|word| format!("list-fault-{word}")).collect::<BTreeSet<_>>(), faults);
    }
}

#[test]
fn a_tree_of_uses_is_read_to_its_leaves() {
    let found = spread("crate::{a::{b, c as d},\n    e}");
    assert_eq!(found, ["crate::a::b", "crate::a::c as d", "crate::e"]);
    let module = ["stage".to_owned(), "intake".to_owned()];
    assert_eq!(from_root(&module, "super::signing::X"), ["stage", "signing", "X"]);
    assert_eq!(from_root(&module, "crate::store::Db as Base"), ["store", "Db"]);
}
