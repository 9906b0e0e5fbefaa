name    home-assistant
title   Home Assistant
groups  iot
host    home-assistant.io hass.io nabucasa.com nabu.casa esphome.io
