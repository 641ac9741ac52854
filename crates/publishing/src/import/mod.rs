//! From what an old site or an office hands over to a document: decoding, repair, structure, and the commands that import.

pub mod characters;
pub mod decode;
pub mod glosses;
pub mod line;
pub mod mangled;
pub mod markup;
pub mod metadata;
pub mod original;
pub mod repair;
pub mod run;
pub mod shapes;
pub mod structure;
