export const buildMsi = () => {}
