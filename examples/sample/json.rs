//! A small JSON writer: no tree, no floats, commas where they belong.

/// How text outside ASCII is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Escape {
    /// As UTF-8, the way programs re-serialise tweets.
    Minimal,
    /// As `\uXXXX`, and `/` as `\/`, the way the streaming API sent them.
    Ascii,
}

/// Appends JSON to a buffer.
pub struct Json<'a> {
    out: &'a mut Vec<u8>,
    escape: Escape,
    comma: bool,
}

impl<'a> Json<'a> {
    /// Writes to the end of `out`.
    pub fn new(out: &'a mut Vec<u8>, escape: Escape) -> Self {
        Self { out, escape, comma: false }
    }

    /// An object whose fields `fill` writes.
    pub fn object(&mut self, fill: impl FnOnce(&mut Self)) {
        self.nest(b'{', b'}', fill);
    }

    /// An array whose items `fill` writes.
    pub fn array(&mut self, fill: impl FnOnce(&mut Self)) {
        self.nest(b'[', b']', fill);
    }

    fn nest(&mut self, open: u8, close: u8, fill: impl FnOnce(&mut Self)) {
        self.separate();
        self.out.push(open);
        self.comma = false;
        fill(self);
        self.out.push(close);
        self.comma = true;
    }

    /// The name of the field whose value follows.
    pub fn key(&mut self, key: &str) -> &mut Self {
        self.separate();
        self.out.push(b'"');
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(b"\":");
        self.comma = false;
        self
    }

    /// A value that is JSON already.
    pub fn raw(&mut self, json: &str) {
        self.separate();
        self.out.extend_from_slice(json.as_bytes());
        self.comma = true;
    }

    /// Fields that are JSON already, without the braces, such as `"a":1,"b":null`.
    pub fn fields(&mut self, json: &str) {
        self.raw(json);
    }

    /// An integer.
    pub fn integer(&mut self, value: impl Into<i128>) {
        self.raw(&value.into().to_string());
    }

    /// Degrees given in millionths, without trailing zeros but with at least one decimal.
    pub fn degrees(&mut self, micro: i64) {
        let sign = if micro < 0 { "-" } else { "" };
        let (whole, part) = (micro.abs() / 1_000_000, micro.abs() % 1_000_000);
        let mut text = format!("{sign}{whole}.{part:06}");
        while text.ends_with('0') && !text.ends_with(".0") {
            text.pop();
        }
        self.raw(&text);
    }

    /// A string.
    pub fn string(&mut self, text: &str) {
        self.separate();
        self.out.push(b'"');
        for char in text.chars() {
            match char {
                '"' => self.out.extend_from_slice(b"\\\""),
                '\\' => self.out.extend_from_slice(b"\\\\"),
                '\n' => self.out.extend_from_slice(b"\\n"),
                '/' if self.escape == Escape::Ascii => self.out.extend_from_slice(b"\\/"),
                '\0'..' ' => self.unit(char as u16),
                ' '..='~' => self.out.push(char as u8),
                _ if self.escape == Escape::Ascii => {
                    for unit in char.encode_utf16(&mut [0; 2]) {
                        self.unit(*unit);
                    }
                }
                _ => self.out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        self.out.push(b'"');
        self.comma = true;
    }

    fn unit(&mut self, unit: u16) {
        self.out.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
    }

    fn separate(&mut self) {
        if self.comma {
            self.out.push(b',');
        }
    }
}
