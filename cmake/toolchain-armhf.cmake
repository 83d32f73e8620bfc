# A Linux computer with a 32-bit Arm processor (a Raspberry Pi 2 or newer with a 32-bit Debian; not Raspbian of the first Pi),
# Debian's cross compiler; scripts/install-cross.sh armhf installs it and that computer's libraries.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR armv7l)
set(CMAKE_C_COMPILER arm-linux-gnueabihf-gcc)
set(CMAKE_CXX_COMPILER arm-linux-gnueabihf-g++)
set(CMAKE_LIBRARY_ARCHITECTURE arm-linux-gnueabihf)
# What pkg-config knows is that computer's, not this one's.
set(ENV{PKG_CONFIG_LIBDIR} /usr/lib/arm-linux-gnueabihf/pkgconfig:/usr/share/pkgconfig)
# Runs the built `signet`, which prints its completions and its manual page.
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-arm)
