// The whole driver: all of its archives are linked, used or not. What the size report calls "driver".
extern "C" void app() {}
