<?xml version="1.0" encoding="UTF-8"?>
<Profile xmlns="http://soap.sforce.com/2006/04/metadata">
    <custom>true</custom>
    <description>For the carrier's system</description>
    <loginHours>
        <mondayStart>480</mondayStart>
        <mondayEnd>1020</mondayEnd>
    </loginHours>
    <loginIpRanges>
        <description>Data centre</description>
        <endAddress>203.0.113.9</endAddress>
        <startAddress>203.0.113.1</startAddress>
    </loginIpRanges>
    <userLicense>Salesforce Integration</userLicense>
    <userPermissions>
        <enabled>true</enabled>
        <name>ApiEnabled</name>
    </userPermissions>
    <userPermissions>
        <enabled>true</enabled>
        <name>ApiUserOnly</name>
    </userPermissions>
</Profile>
