name    dictionaries
title   Dictionaries
groups  reference
host    britannica.com merriam-webster.com dictionary.com thesaurus.com wordreference.com leo.org
host    reverso.net
