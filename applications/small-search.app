name    small-search
title   Other search engines
groups  search
host    ecosia.org qwant.com startpage.com kagi.com
