# A Linux computer with a 64-bit Arm processor (a Raspberry Pi with a 64-bit system), Debian's cross compiler;
# scripts/install-cross.sh arm64 installs it and that computer's libraries.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
# What pkg-config knows is that computer's, not this one's.
set(ENV{PKG_CONFIG_LIBDIR} /usr/lib/aarch64-linux-gnu/pkgconfig:/usr/share/pkgconfig)
# Runs the built `signet`, which prints its completions and its manual page.
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64)
