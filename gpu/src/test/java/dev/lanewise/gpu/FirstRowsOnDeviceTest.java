package dev.lanewise.gpu;

/** The first half. */
class FirstRowsOnDeviceTest extends RowsOnDevice {
    FirstRowsOnDeviceTest() {
        super(true, 460);
    }
}
