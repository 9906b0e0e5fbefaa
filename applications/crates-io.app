name    crates-io
title   crates.io
groups  developer update
host    crates.io rust-lang.org rustup.rs docs.rs
