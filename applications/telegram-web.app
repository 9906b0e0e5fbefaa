name    telegram-web
title   Telegram
groups  chat voip
host    telegram.org t.me telegram.me telegra.ph telesco.pe tdesktop.com telegram.dog cdn-telegram.org
host    telegram-cdn.org graph.org ton.org fragment.com
ndpi    Telegram TelegramVoip
