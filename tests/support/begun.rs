//! A sandbox as it stands after `init`: setting one up takes a quarter of a second, a copy of it a tenth of that.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tempfile::TempDir;

use super::office::Office;
use super::{Engine, copied_url};

/// The files of an office, and those of its database where they are files.
pub struct Begun {
    engine: Engine,
    files: Vec<(PathBuf, Vec<u8>)>,
    /// The address of the server's database; an embedded one lies among the files.
    url: String,
}

impl Begun {
    /// That of this engine, made once in a process.
    pub fn on(engine: Engine) -> &'static Self {
        static BEGUN: [OnceLock<Begun>; 2] = [const { OnceLock::new() }; 2];
        let place = Engine::ALL.iter().position(|one| *one == engine).unwrap();
        BEGUN[place].get_or_init(|| Self::make(engine))
    }

    fn make(engine: Engine) -> Self {
        let folder = TempDir::new().unwrap();
        let url = super::fresh_url(engine, folder.path());
        let office = Office::on(folder, url);
        let (mut files, root) = (Vec::new(), office.dir().parent().unwrap().to_owned());
        read_all(&root, &root, &mut files);
        Begun { engine, files, url: office.url().to_owned() }
    }

    /// Makes a copy in this empty folder; the address of its database.
    pub fn copy_to(&self, folder: &Path) -> String {
        for (name, bytes) in &self.files {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        match self.engine {
            Engine::Sqlite => {
                let name = self.url.rsplit_once('/').unwrap().1;
                format!("sqlite:{}", folder.join(name).display())
            }
            Engine::Postgres => copied_url(self.engine, &self.url, folder),
        }
    }
}

fn read_all(root: &Path, folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_all(root, &path, files);
        } else {
            files.push((path.strip_prefix(root).unwrap().to_owned(), std::fs::read(&path).unwrap()));
        }
    }
}
