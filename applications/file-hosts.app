name    file-hosts
title   File hosts
groups  storage
host    rapidgator.net rg.to 1fichier.com turbobit.net k2s.cc keep2share.cc mediafire.com sync.com
host    terabox.com teraboxapp.com 1024tera.com terabox.app 1024terabox.com teraboxcdn.com dubox.com
