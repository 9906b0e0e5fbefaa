name    rubygems
title   RubyGems
groups  developer update
host    rubygems.org bundler.io
