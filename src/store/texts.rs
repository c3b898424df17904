//! Many short texts by key in one piece of memory: what is read of a hundred thousand rows to be used once is not worth an
//! allocation a field.

/// A row of `N` texts and of what else it holds.
#[derive(Clone, Copy, Debug)]
struct Held<T, const N: usize> {
    key: i64,
    of: T,
    start: usize,
    ends: [u32; N],
}

/// Rows of texts.
#[derive(Clone, Debug)]
pub struct Texts<T, const N: usize> {
    text: String,
    rows: Vec<Held<T, N>>,
    sorted: bool,
}

impl<T, const N: usize> Default for Texts<T, N> {
    fn default() -> Self {
        Texts { text: String::new(), rows: Vec::new(), sorted: true }
    }
}

impl<T: Copy, const N: usize> Texts<T, N> {
    /// Adds a row.
    pub fn push(&mut self, key: i64, of: T, texts: [&str; N]) {
        self.sorted = self.sorted && self.rows.last().is_none_or(|last| last.key < key);
        let start = self.text.len();
        let ends = texts.map(|text| {
            self.text.push_str(text);
            u32::try_from(self.text.len() - start).unwrap_or(u32::MAX)
        });
        self.rows.push(Held { key, of, start, ends });
    }

    /// Makes every row findable: call it once all are added.
    pub fn sort(&mut self) {
        if !self.sorted {
            self.rows.sort_by_key(|row| row.key);
            self.sorted = true;
        }
    }

    /// How long all texts are together, in bytes.
    pub const fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Whether there is a row of this key.
    pub fn has(&self, key: i64) -> bool {
        self.place(key).is_some()
    }

    fn place(&self, key: i64) -> Option<usize> {
        self.rows.binary_search_by_key(&key, |row| row.key).ok()
    }

    /// The row of this key.
    pub fn get(&self, key: i64) -> Option<(T, [&str; N])> {
        Some(self.read(self.rows.get(self.place(key)?)?))
    }

    /// Every row in the order of adding, or of the keys once it is sorted.
    pub fn iter(&self) -> impl Iterator<Item = (T, [&str; N])> {
        self.rows.iter().map(|row| self.read(row))
    }

    fn read(&self, row: &Held<T, N>) -> (T, [&str; N]) {
        let mut begin = row.start;
        let texts = row.ends.map(|end| {
            let end = row.start + end as usize;
            let text = self.text.get(begin..end).unwrap_or_default();
            begin = end;
            text
        });
        (row.of, texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_their_key_in_whatever_order_they_came() {
        let mut texts: Texts<i64, 3> = Texts::default();
        for key in [5, 3, 9] {
            texts.push(key, key * 10, [&key.to_string(), "", "тенге"]);
        }
        texts.sort();
        for key in [3, 5, 9] {
            assert_eq!(texts.get(key), Some((key * 10, [key.to_string().as_str(), "", "тенге"])));
        }
        assert!(texts.get(4).is_none());
    }
}
