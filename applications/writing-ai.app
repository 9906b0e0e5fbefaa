name    writing-ai
title   Writing with AI
groups  ai office
host    jasper.ai copy.ai quillbot.com
