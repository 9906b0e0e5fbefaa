name    eset
title   ESET
groups  security
host    eset.com eset.eu esetnod32.ru e5.sk eset.sk eset.cz
