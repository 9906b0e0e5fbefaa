name    facebook
title   Facebook
groups  social
host    facebook.com fbcdn.net fb.com fbsbx.com facebook.net fb.me fb.watch facebook.de facebook.fr
host    fbpigeon.com accountkit.com tfbnw.net fb.gg freebasics.com internet.org meta.com facebookmail.com
host    metacdn.com
ndpi    Facebook FbookReelStory
