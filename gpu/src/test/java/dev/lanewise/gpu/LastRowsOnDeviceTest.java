package dev.lanewise.gpu;

/** The second half. */
class LastRowsOnDeviceTest extends RowsOnDevice {
    LastRowsOnDeviceTest() {
        super(false, 513);
    }
}
