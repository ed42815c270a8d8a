module consumer {
    requires dev.lanewise;
}
