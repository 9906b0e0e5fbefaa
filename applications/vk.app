name    vk
title   VK
groups  social
host    vk.com vk.ru vk.me vk.cc vkontakte.ru userapi.com vk-cdn.net vk-portal.net vkuser.net
host    vkuservideo.net vkuseraudio.net vkuserlive.com vkvideo.ru vkuser.com vk-cdn.me mvk.com vk.link
host    vkuserphoto.ru
ndpi    VK
