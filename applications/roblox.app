name    roblox
title   Roblox
groups  game
host    roblox.com rbxcdn.com rbx.com roblox.cn robloxdev.com rbxtrk.com roblox.qq.com rbxinfra.com
ndpi    Roblox
