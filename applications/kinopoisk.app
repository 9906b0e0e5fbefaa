name    kinopoisk
title   Kinopoisk
groups  video streaming
host    kinopoisk.ru kinopoisk-ru.clstorage.net st.kp.yandex.net
