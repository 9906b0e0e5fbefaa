name    wikipedia
title   Wikipedia
groups  reference
host    wikipedia.org wikimedia.org wiktionary.org wikidata.org mediawiki.org wikiquote.org wikibooks.org
host    wikisource.org wikinews.org wikiversity.org wikivoyage.org wikimediafoundation.org
host    wmfusercontent.org w.wiki wmflabs.org toolforge.org wikifunctions.org
ndpi    Wikipedia
