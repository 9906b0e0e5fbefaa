name    package-registries
title   Package registries
groups  developer update
host    gradle.org gradle.com helm.sh nodejs.org nuget.org nugettest.org packagist.org getcomposer.org
host    platformio.org crates.io rust-lang.org rustup.rs docs.rs golang.org go.dev gopkg.in rubygems.org
host    bundler.io anaconda.com anaconda.org conda.io continuum.io conda-forge.org
ndpi    Azure
