name    zoho
title   Zoho
groups  office mail
host    zoho.com zohocdn.com zoho.eu zoho.in zohostatic.com zohopublic.com zohomail.com zohocorp.com
host    zohoexternal.com zoho.com.cn zohowebstatic.com zohousercontent.com zohoassist.com manageengine.com
host    zoho.com.au zoho.jp
