name    audible
title   Audible
groups  music streaming
host    audible.com audible.co.uk audible.de audible.fr audible.it audible.es audible.in audible.co.jp
host    audible.com.au audible.ca
ndpi    Amazon
