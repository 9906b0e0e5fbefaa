name    sourceforge
title   SourceForge
groups  developer
host    sourceforge.net sf.net fsdn.com sourceforge.io slashdot.org slashdotmedia.com
