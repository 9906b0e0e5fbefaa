name    xiaohongshu
title   Xiaohongshu
groups  social
host    xiaohongshu.com xhscdn.com xhslink.com rednote.com xhscdn.net
