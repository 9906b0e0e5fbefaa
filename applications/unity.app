name    unity
title   Unity
groups  game developer
host    unity.com unity3d.com unitychina.cn unity.cn unity3dusercontent.com vivox.com
