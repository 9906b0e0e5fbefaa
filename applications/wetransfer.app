name    wetransfer
title   WeTransfer
groups  storage
host    wetransfer.com we.tl wetransfer.net wetransferbeta.com
