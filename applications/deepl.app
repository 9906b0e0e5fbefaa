name    deepl
title   DeepL
groups  reference ai
host    deepl.com deeplpro.com deepl.dev
