name    notion
title   Notion
groups  office
host    notion.so notion.com notion.site notion-static.com notionusercontent.com notion.new
