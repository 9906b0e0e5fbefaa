name    quora
title   Quora
groups  social reference
host    quora.com quoracdn.net qr.ae
