name    forges
title   Forges of free software
groups  developer version-control
host    codeberg.org codeberg.page sr.ht sourcehut.org gitea.com gitea.io sourceforge.net sf.net fsdn.com
host    sourceforge.io slashdot.org slashdotmedia.com gitee.com gitee.io oschina.net
